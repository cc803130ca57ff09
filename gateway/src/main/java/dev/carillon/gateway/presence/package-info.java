/**
 * Who listens to topics: each gateway holds its own members, tells the others, and sums up what all
 * say ({@code deploy/docs/adr/0051-presence.md}).
 */
@NullMarked
package dev.carillon.gateway.presence;

import org.jspecify.annotations.NullMarked;
