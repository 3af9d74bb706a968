package io.zmqf.client

import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.future.await
import org.springframework.core.ParameterizedTypeReference

/**
 * Sends a request and waits for its reply.
 * @param T the type of the reply, with its type arguments
 * @param event the event
 * @param data the data, `null` for none
 * @return the reply, `null` where it has no data
 */
inline fun <reified T : Any> ZmqClient.request(event: String, data: Any? = null): T? =
	request(event, data, object : ParameterizedTypeReference<T>() {})

/**
 * Sends a request without waiting for its reply.
 * @param T the type of the reply, with its type arguments
 * @param event the event
 * @param data the data, `null` for none
 * @return the reply
 */
inline fun <reified T : Any> ZmqClient.requestAsync(event: String, data: Any? = null): CompletableFuture<T?> =
	requestAsync(event, data, object : ParameterizedTypeReference<T>() {})

/**
 * Sends a request and suspends until its reply. Cancelling the coroutine cancels the request.
 * @param T the type of the reply, with its type arguments
 * @param event the event
 * @param data the data, `null` for none
 * @return the reply, `null` where it has no data
 */
suspend inline fun <reified T : Any> ZmqClient.awaitRequest(event: String, data: Any? = null): T? =
	requestAsync<T>(event, data).await()

/**
 * Sends the request and waits for its reply.
 * @param T the type of the reply, with its type arguments
 * @return the reply, `null` where it has no data
 */
inline fun <reified T : Any> ZmqClient.RequestSpec.request(): T? =
	request(object : ParameterizedTypeReference<T>() {})

/**
 * Sends the request and suspends until its reply. Cancelling the coroutine cancels the request.
 * @param T the type of the reply, with its type arguments
 * @return the reply, `null` where it has no data
 */
suspend inline fun <reified T : Any> ZmqClient.RequestSpec.awaitRequest(): T? =
	requestAsync(object : ParameterizedTypeReference<T>() {}).await()

/** Sends the request and suspends until it was answered. */
suspend fun ZmqClient.RequestSpec.awaitSend() {
	send().await()
}
