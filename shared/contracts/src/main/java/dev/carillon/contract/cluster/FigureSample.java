package dev.carillon.contract.cluster;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a moment, or of a minute. What is not known is null and never zero.
 *
 * @param at the moment; of a minute its beginning
 * @param mailsPerSecond mails that were sent; of a moment over its last seconds
 * @param ready mails that could go; of a minute the most
 * @param oldestReadySeconds for how long the oldest of them has been ready; of a minute the longest
 * @param outboxLagSeconds for how long the oldest event waits to be carried on; of a minute the
 *     longest
 * @param sockets open WebSockets and streams; of a minute the most
 */
public record FigureSample(
    Instant at,
    @Nullable Double mailsPerSecond,
    @Nullable Double ready,
    @Nullable Double oldestReadySeconds,
    @Nullable Double outboxLagSeconds,
    @Nullable Double sockets) {}
