/**
 * How long a connection may live and how many an address may have: heads, bodies and answers that
 * do not move end here. Nothing of routes, keys or problems may enter.
 */
@NullMarked
package dev.carillon.gateway.connection;

import org.jspecify.annotations.NullMarked;
