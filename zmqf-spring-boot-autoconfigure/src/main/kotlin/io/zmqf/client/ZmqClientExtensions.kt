package io.zmqf.client

import java.util.concurrent.CompletableFuture
import kotlinx.coroutines.future.await
import org.springframework.core.ParameterizedTypeReference

/**
 * Sends a request and waits for its reply.
 * @param T the type of the reply, with its type arguments
 * @param event the name of the request
 * @param data the data to send, or `null` for none
 * @return the data of the reply, or `null` if it has none
 */
inline fun <reified T : Any> ZmqClient.request(event: String, data: Any? = null): T? =
	request(event, data, object : ParameterizedTypeReference<T>() {})

/**
 * Sends a request without waiting for its reply.
 * @param T the type of the reply, with its type arguments
 * @param event the name of the request
 * @param data the data to send, or `null` for none
 * @return the future data of the reply
 */
inline fun <reified T : Any> ZmqClient.requestAsync(event: String, data: Any? = null): CompletableFuture<T?> =
	requestAsync(event, data, object : ParameterizedTypeReference<T>() {})

/**
 * Sends a request and suspends until the reply is received.
 * Cancelling the coroutine cancels the request.
 * @param T the type of the reply, with its type arguments
 * @param event the name of the request
 * @param data the data to send, or `null` for none
 * @return the data of the reply, or `null` if it has none
 */
suspend inline fun <reified T : Any> ZmqClient.awaitRequest(event: String, data: Any? = null): T? =
	requestAsync<T>(event, data).await()

/**
 * Sends the request and waits for its reply.
 * @param T the type of the reply, with its type arguments
 * @return the data of the reply, or `null` if it has none
 */
inline fun <reified T : Any> ZmqClient.RequestSpec.request(): T? =
	request(object : ParameterizedTypeReference<T>() {})

/**
 * Sends the request and suspends until the reply is received.
 * Cancelling the coroutine cancels the request.
 * @param T the type of the reply, with its type arguments
 * @return the data of the reply, or `null` if it has none
 */
suspend inline fun <reified T : Any> ZmqClient.RequestSpec.awaitRequest(): T? =
	requestAsync(object : ParameterizedTypeReference<T>() {}).await()

/** Sends the request and suspends until the reply is received. */
suspend fun ZmqClient.RequestSpec.awaitSend() {
	send().await()
}
