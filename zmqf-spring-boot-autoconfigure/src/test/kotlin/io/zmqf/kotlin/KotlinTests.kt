package io.zmqf.kotlin

import com.fasterxml.jackson.annotation.JsonValue
import io.zmqf.annotation.ZmqHandler
import io.zmqf.autoconfigure.AutoConfigureZmq
import io.zmqf.autoconfigure.ZmqTestContexts
import io.zmqf.client.ZmqClient
import io.zmqf.client.ZmqClientInterceptor
import io.zmqf.client.awaitRequest
import io.zmqf.client.awaitSend
import io.zmqf.client.request
import io.zmqf.client.requestAsync
import io.zmqf.message.ZmqMalformedReplyException
import io.zmqf.message.ZmqRemoteException
import io.zmqf.service.ImportZmqClients
import io.zmqf.service.ZmqExchange
import io.zmqf.service.ZmqProblem
import jakarta.validation.Valid
import jakarta.validation.constraints.NotBlank
import java.time.Duration
import java.util.concurrent.CancellationException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.asFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.context.ApplicationContext
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration
import org.springframework.context.annotation.Import
import org.springframework.messaging.handler.annotation.Header
import org.springframework.messaging.handler.annotation.Payload
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig

data class Order(@field:NotBlank val customer: String, val lines: List<Line> = emptyList(), val note: String? = null)

data class Line(val article: String, val quantity: Int)

data class Receipt(val number: Long, val customer: String)

@JvmInline
value class Number(val value: Long)

@JvmInline
value class Name(val value: String) {

	init {
		require(value.isNotBlank()) { "No name" }
	}

}

@JvmInline
value class Nickname(val name: Name)

@ZmqProblem(type = "urn:shop:out-of-stock", status = 409)
class OutOfStockException(val article: String, val left: Int) : RuntimeException("Only $left of $article")

@ZmqExchange("kotlin")
interface Shop {

	@ZmqExchange("place")
	suspend fun place(@Valid order: Order, @Header("tenant") tenant: String?): Receipt

	@ZmqExchange("find")
	suspend fun find(number: Long): Receipt?

	@ZmqExchange("all")
	suspend fun all(): List<Receipt>

	@ZmqExchange("count")
	suspend fun count(): Int

	@ZmqExchange("clear")
	suspend fun clear()

	@ZmqExchange("buy")
	suspend fun buy(article: String)

	@ZmqExchange("receipts")
	fun receipts(customer: String): Flow<Receipt>

	@ZmqExchange("receipts.few")
	fun fewReceipts(): Flow<Receipt>

	@ZmqExchange("hang")
	suspend fun hang(timeout: Duration)

	@ZmqExchange("blocking")
	fun blocking(order: Order): Receipt

	@ZmqExchange("blocking.find")
	fun blockingFind(number: Long): Receipt?

	@ZmqExchange("refuse")
	fun refuse(article: String): Nothing

	fun greeting(): String = "hello"

}

/** Other types for the replies of [Shop]. */
@ZmqExchange("kotlin")
interface Careless {

	@ZmqExchange("find")
	suspend fun find(number: Long): Receipt

	@ZmqExchange("blocking.find")
	fun blockingFind(number: Long): Receipt

}

open class ShopDesk : Shop {

	val hanging = CountDownLatch(1)

	val stopped = CountDownLatch(1)

	val flowEnded = CountDownLatch(1)

	override suspend fun place(order: Order, tenant: String?): Receipt {
		delay(1)
		return Receipt(order.lines.size.toLong(), order.customer + (tenant?.let { " of $it" } ?: ""))
	}

	override suspend fun find(number: Long): Receipt? = if (number == 1L) Receipt(1, "Ada") else null

	override suspend fun all(): List<Receipt> = listOf(Receipt(1, "Ada"))

	override suspend fun count(): Int = 3

	override suspend fun clear() {
		delay(1)
	}

	override suspend fun buy(article: String): Unit = throw OutOfStockException(article, 2)

	override fun refuse(article: String): Nothing = throw OutOfStockException(article, 0)

	@ZmqHandler("kotlin.nothing")
	fun nothing(): Nothing = throw IllegalStateException("on purpose")

	override fun receipts(customer: String) = flow {
		try {
			for (number in 1L..Long.MAX_VALUE) {
				emit(Receipt(number, customer))
				delay(1)
			}
		}
		finally {
			flowEnded.countDown()
		}
	}

	override fun fewReceipts() = flow {
		emit(Receipt(1, "Ada"))
		emit(Receipt(2, "Bob"))
		throw OutOfStockException("oak", 0)
	}

	@ZmqHandler("kotlin.numbers")
	fun numbers(count: Int = 4): Flow<Int> = (1..count).asFlow()

	override suspend fun hang(timeout: Duration) {
		hanging.countDown()
		try {
			delay(timeout.toMillis() * 10)
		}
		finally {
			stopped.countDown()
		}
	}

	override fun blocking(order: Order): Receipt = Receipt(1, order.customer)

	override fun blockingFind(number: Long): Receipt? = null

	@ZmqHandler("kotlin.suspending")
	suspend fun suspending(order: Order): Receipt {
		delay(1)
		return Receipt(7, order.customer)
	}

	@ZmqHandler("kotlin.nullable")
	suspend fun nullable(order: Order?): String = order?.customer ?: "none"

	@ZmqHandler("kotlin.defaults")
	fun defaults(@Payload(required = false) name: String = "nobody", @Header("limit", required = false) limit: Int = 10): String =
		"$name $limit"

	@ZmqHandler("kotlin.default-count")
	fun defaultCount(count: Int = 5): Int = count + 1

	@ZmqHandler("kotlin.name")
	fun name(name: Name): Name = name

	@ZmqHandler("kotlin.nickname")
	fun nickname(name: Nickname?): String = name?.name?.value ?: "none"

	@ZmqHandler("kotlin.suspending-name")
	suspend fun suspendingName(name: Name): Name {
		delay(1)
		return name
	}

	@ZmqHandler("kotlin.header-name")
	fun headerName(@Header("name") name: Name): String = name.value

	@ZmqHandler("kotlin.default-number")
	fun defaultNumber(number: Number = Number(9), step: Number = Number(1)): Number = Number(number.value + step.value)

	companion object {

		@JvmStatic
		@ZmqHandler("kotlin.static")
		fun static(name: String = "nobody"): String = name

	}

	@ZmqHandler("kotlin.any-title")
	fun anyTitle(title: String = "Dr."): Any = Title(title)

	@ZmqHandler("kotlin.result")
	fun result(known: Boolean): Result<String> =
		if (known) Result.success("Ada") else Result.failure(IllegalStateException("hidden"))

	@ZmqHandler("kotlin.fails")
	suspend fun fails(): String {
		delay(1)
		throw IllegalStateException("on purpose")
	}

}

object StaticDesk {

	@JvmStatic
	@ZmqHandler("kotlin.static-object")
	fun static(name: String = "nobody"): String = name

}

@JvmInline
value class Title(val value: String) {

	@get:JsonValue
	val text get() = "Title $value"

}

interface Copier<T> {

	@ZmqExchange("kotlin.copy")
	suspend fun copy(value: T): T

	@ZmqExchange("kotlin.copies")
	suspend fun copies(value: T): List<T>

}

interface ReceiptCopier : Copier<Receipt>

class CopyDesk : ReceiptCopier {

	override suspend fun copy(value: Receipt): Receipt = value

	override suspend fun copies(value: Receipt): List<Receipt> = listOf(value, value)

}

@Configuration(proxyBeanMethods = false)
@Import(ShopDesk::class, CopyDesk::class)
@ImportZmqClients(types = [Shop::class, Careless::class, ReceiptCopier::class])
class Application {

	@Volatile
	var cancelled = CountDownLatch(1)

	@Bean
	fun staticDesk() = StaticDesk

	@Bean
	fun observing() = ZmqClientInterceptor { request, next ->
		next.execute(request).whenComplete { _, failure -> if (failure is CancellationException) cancelled.countDown() }
	}

}

@SpringJUnitConfig(Application::class)
@AutoConfigureZmq
class KotlinTests @Autowired constructor(
	private val shop: Shop,
	private val careless: Careless,
	private val desk: ShopDesk,
	private val application: Application,
	private val client: ZmqClient,
	private val context: ApplicationContext,
) {

	@Test
	fun `calls suspending functions`() = runBlocking<Unit> {
		assertThat(shop.place(Order("Ada", listOf(Line("oak", 1))), "acme")).isEqualTo(Receipt(1, "Ada of acme"))
		assertThat(shop.place(Order("Ada"), null)).isEqualTo(Receipt(0, "Ada"))
		assertThat(shop.find(1)).isEqualTo(Receipt(1, "Ada"))
		assertThat(shop.find(2)).isNull()
		assertThat(shop.all()).containsExactly(Receipt(1, "Ada"))
		assertThat(shop.count()).isEqualTo(3)
		shop.clear()
		assertThat(shop.blocking(Order("Bob"))).isEqualTo(Receipt(1, "Bob"))
		assertThat(shop.blockingFind(1)).isNull()
		assertThat(shop.greeting()).isEqualTo("hello")
	}

	@Test
	fun `calls suspending functions of generic interfaces`() = runBlocking<Unit> {
		val copier = context.getBeanProvider(ReceiptCopier::class.java).first { it !is CopyDesk }
		assertThat(copier.copy(Receipt(1, "Ada"))).isEqualTo(Receipt(1, "Ada"))
		assertThat(copier.copies(Receipt(1, "Ada"))).containsExactly(Receipt(1, "Ada"), Receipt(1, "Ada"))
	}

	@Test
	fun `takes nullable types as they mean`() = runBlocking<Unit> {
		assertThat(failure { careless.find(2) }).isInstanceOf(ZmqMalformedReplyException::class.java)
		assertThatExceptionOfType(ZmqMalformedReplyException::class.java).isThrownBy { careless.blockingFind(2) }
		assertThat(client.request<String>("kotlin.nullable")).isEqualTo("none")
		assertThatExceptionOfType(ZmqRemoteException::class.java)
			.isThrownBy { client.request<Receipt>("kotlin.suspending") }
			.satisfies({ assertThat(it.status).isEqualTo(400) })
		assertThatExceptionOfType(ZmqRemoteException::class.java)
			.isThrownBy { client.request<Receipt>("kotlin.suspending", mapOf("lines" to listOf<Line>())) }
			.satisfies({ assertThat(it.status).isEqualTo(400) })
	}

	@Test
	fun `validates data classes`() = runBlocking<Unit> {
		val failure = failure { shop.place(Order(" "), null) } as ZmqRemoteException
		assertThat(failure.problem.errors().map { it.field() }).containsExactly("customer")
	}

	@Test
	fun `throws the exception of a problem`() = runBlocking<Unit> {
		val failure = failure { shop.buy("oak") }
		assertThat(failure).isInstanceOf(OutOfStockException::class.java).hasMessage("Only 2 of oak")
		assertThat((failure as OutOfStockException).left).isEqualTo(2)
	}

	@Test
	fun `throws the exception of a function that never returns`() {
		assertThatExceptionOfType(OutOfStockException::class.java).isThrownBy { shop.refuse("oak") }
		assertThatExceptionOfType(ZmqRemoteException::class.java).isThrownBy { client.request<String>("kotlin.nothing") }
	}

	@Test
	fun `answers by suspending functions and by functions with default values`() {
		assertThat(client.request<Receipt>("kotlin.suspending", Order("Ada"))).isEqualTo(Receipt(7, "Ada"))
		assertThat(client.request<String>("kotlin.defaults")).isEqualTo("nobody 10")
		assertThat(client.request<Int>("kotlin.default-count")).isEqualTo(6)
		assertThat(client.request<Int>("kotlin.default-count", 7)).isEqualTo(8)
		assertThat(client.event("kotlin.defaults").data("Ada").header("limit", "7").request<String>()).isEqualTo("Ada 7")
		assertThatExceptionOfType(ZmqRemoteException::class.java).isThrownBy { client.request<String>("kotlin.fails") }
			.satisfies({ assertThat(it.status).isEqualTo(500) })
	}

	@Test
	fun `takes value classes whose constructors may refuse the data`() {
		for (event in listOf("kotlin.name", "kotlin.suspending-name", "kotlin.nickname")) {
			assertThat(client.request<String>(event, "Ada")).isEqualTo("Ada")
			assertThatExceptionOfType(ZmqRemoteException::class.java).isThrownBy { client.request<String>(event, " ") }
				.satisfies({ assertThat(it.problem.detail()).isEqualTo("Parameter 'name' is not valid") })
		}
		assertThat(client.request<String>("kotlin.nickname")).isEqualTo("none")
		assertThat(client.event("kotlin.header-name").header("name", "Ada").request<String>()).isEqualTo("Ada")
		assertThatExceptionOfType(ZmqRemoteException::class.java)
			.isThrownBy { client.event("kotlin.header-name").header("name", " ").request<String>() }
			.satisfies({ assertThat(it.status).isEqualTo(400) })
	}

	@Test
	fun `takes default values of value classes and of static functions`() {
		assertThat(client.request<Long>("kotlin.default-number")).isEqualTo(10)
		assertThat(client.request<Long>("kotlin.default-number", 4)).isEqualTo(8)
		assertThat(client.request<String>("kotlin.static")).isEqualTo("nobody")
		assertThat(client.request<String>("kotlin.static", "Ada")).isEqualTo("Ada")
		assertThat(client.request<String>("kotlin.static-object")).isEqualTo("nobody")
		assertThat(client.request<String>("kotlin.static-object", "Ada")).isEqualTo("Ada")
	}

	@Test
	fun `writes a value class that is returned as any type with its class`() {
		assertThat(client.request<String>("kotlin.any-title")).isEqualTo("Title Dr.")
	}

	@Test
	fun `refuses a result that may be an exception`() {
		ZmqTestContexts.runner().withUserConfiguration(Suspending::class.java).run {
			assertThat(it.startupFailure).hasMessageContaining("returns a kotlin.Result<java.lang.String>")
		}
		assertThat(client.request<String>("kotlin.result", true)).isEqualTo("Ada")
		assertThatExceptionOfType(ZmqRemoteException::class.java)
			.isThrownBy { client.request<String>("kotlin.result", false) }
			.satisfies({ assertThat(it.problem.type()).isEqualTo("urn:zmqf:handler-failed") })
	}

	@Test
	fun `takes as many items of a flow as are collected`() = runBlocking<Unit> {
		val receipts = shop.receipts("Ada")
		assertThat(receipts.take(300).toList()).hasSize(300).startsWith(Receipt(1, "Ada")).endsWith(Receipt(300, "Ada"))
		assertThat(desk.flowEnded.await(20, TimeUnit.SECONDS)).isTrue()
		assertThat(receipts.take(2).toList()).hasSize(2)
	}

	@Test
	fun `throws the exception of a problem after the items of a flow`() = runBlocking<Unit> {
		val seen = mutableListOf<Receipt>()
		val failure = failure { shop.fewReceipts().collect { seen += it } }
		assertThat(seen).extracting<String> { it.customer }.containsExactly("Ada", "Bob")
		assertThat(failure).isInstanceOf(OutOfStockException::class.java).hasMessage("Only 0 of oak")
	}

	@Test
	fun `answers with a flow as with any stream`() {
		assertThat(client.event("kotlin.numbers").window(1).stream(Int::class.java)).containsExactly(1, 2, 3, 4)
		assertThat(client.request<List<Int>>("kotlin.numbers", 2)).containsExactly(1, 2)
	}

	@Test
	fun `cancels the request with its coroutine`() = runBlocking<Unit> {
		application.cancelled = CountDownLatch(1)
		val job = launch { shop.hang(Duration.ofMinutes(1)) }
		withTimeout(5000) { while (desk.hanging.count > 0) delay(5) }
		job.cancel()
		job.join()
		assertThat(application.cancelled.await(5, TimeUnit.SECONDS)).isTrue()
		assertThat(desk.stopped.await(20, TimeUnit.SECONDS)).isTrue()
	}

	@Test
	fun `extends the client`() = runBlocking<Unit> {
		assertThat(client.request<List<Receipt>>("kotlin.all")).containsExactly(Receipt(1, "Ada"))
		assertThat(client.requestAsync<List<Receipt>>("kotlin.all").get(5, TimeUnit.SECONDS)).hasSize(1)
		assertThat(client.awaitRequest<List<Receipt>>("kotlin.all")).containsExactly(Receipt(1, "Ada"))
		assertThat(client.event("kotlin.count").awaitRequest<Int>()).isEqualTo(3)
		client.event("kotlin.clear").awaitSend()
	}

	class Suspending {

		@ZmqHandler("kotlin.suspending-result")
		suspend fun result(): Result<String> = Result.failure(IllegalStateException("hidden"))

	}

	private suspend fun failure(call: suspend () -> Unit): Throwable? =
		try {
			call()
			null
		}
		catch (ex: Throwable) {
			ex
		}

}
