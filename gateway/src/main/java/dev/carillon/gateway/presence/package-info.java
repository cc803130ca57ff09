/**
 * Who listens to topics: each gateway holds its own members, tells the others, and sums up what all
 * say ({@code deploy/docs/adr/0051-presence.md}). Connections that listen and what gateways say of
 * theirs may enter, as many as the settings allow; nothing is stored, and it knows no socket.
 */
@NullMarked
package dev.carillon.gateway.presence;

import org.jspecify.annotations.NullMarked;
