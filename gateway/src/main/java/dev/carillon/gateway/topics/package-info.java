/**
 * Topics at the edge: the rules as the gateway knows them, the routes of rules and messages, and
 * streams of events. What a subscription has is decided in {@code topics.resume}, how messages
 * reach a client in {@code ws}.
 */
@NullMarked
package dev.carillon.gateway.topics;

import org.jspecify.annotations.NullMarked;
