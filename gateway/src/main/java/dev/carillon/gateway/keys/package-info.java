/**
 * The keys of users-service's table, as far as this gateway has met them: checked, remembered, and
 * dropped within a second of their end; and the routes that manage them. It knows no other route;
 * who may do what is decided elsewhere.
 */
@NullMarked
package dev.carillon.gateway.keys;

import org.jspecify.annotations.NullMarked;
