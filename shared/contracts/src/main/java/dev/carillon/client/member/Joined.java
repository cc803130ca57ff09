package dev.carillon.client.member;

import dev.carillon.bus.tls.MemberTls;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * A member of a cluster.
 *
 * @param vertx whose event bus is the cluster's
 * @param tls by which its certificate can be exchanged; null if the event bus is open
 */
public record Joined(Vertx vertx, @Nullable MemberTls tls) {}
