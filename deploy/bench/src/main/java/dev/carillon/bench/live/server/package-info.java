/**
 * Servers that do nothing but tell all WebSockets what one says, as the product's plain mode does.
 * May enter: Vert.x and Netty; nothing of the product.
 */
@NullMarked
package dev.carillon.bench.live.server;

import org.jspecify.annotations.NullMarked;
