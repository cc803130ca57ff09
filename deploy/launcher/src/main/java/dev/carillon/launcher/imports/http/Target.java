package dev.carillon.launcher.imports.http;

import java.net.URI;
import java.time.Duration;

/**
 * The API that takes rows in.
 *
 * @param url such as {@code http://127.0.0.1:8080}
 * @param key an API key with the scope {@code users:write}
 * @param patience for how long to ask again where the API is away or busy
 */
public record Target(URI url, String key, Duration patience) {}
