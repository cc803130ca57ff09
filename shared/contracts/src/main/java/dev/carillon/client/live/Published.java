package dev.carillon.client.live;

import org.jspecify.annotations.Nullable;

/**
 * A message that is stored, or on a topic that is not durable was sent.
 *
 * @param messageId the publisher's name of it
 * @param at where it stands; null on a topic that is not durable
 */
public record Published(String messageId, @Nullable TopicPosition at) {}
