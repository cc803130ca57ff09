/**
 * The core of both bridges: a frame of a client, the checked request, the bus, a frame back. Frames
 * as text, keys, scopes and counts may enter; how frames travel is the business of the rooms for
 * SockJS and TCP.
 */
@NullMarked
package dev.carillon.gateway.bridge;

import org.jspecify.annotations.NullMarked;
