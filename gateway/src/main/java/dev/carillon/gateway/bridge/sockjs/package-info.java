/**
 * The bridge for browsers and Node, {@code /eventbus}: SockJS over WebSockets, as its stock client
 * speaks it. Only how its frames are wrapped may enter; what they mean is the core's.
 */
@NullMarked
package dev.carillon.gateway.bridge.sockjs;

import org.jspecify.annotations.NullMarked;
