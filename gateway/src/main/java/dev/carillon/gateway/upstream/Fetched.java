package dev.carillon.gateway.upstream;

import io.vertx.core.buffer.Buffer;
import java.net.URI;

/**
 * The answer of another server.
 *
 * @param status below 400
 * @param body at most {@link Upstream#MAX_BODY} bytes
 */
public record Fetched(URI url, int status, Buffer body) {}
