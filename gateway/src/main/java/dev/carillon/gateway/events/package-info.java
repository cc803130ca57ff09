/**
 * The routes of events that nobody takes. Only what puts the answers of several services together
 * may enter; what is parked and why is theirs.
 */
@NullMarked
package dev.carillon.gateway.events;

import org.jspecify.annotations.NullMarked;
