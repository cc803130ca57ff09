/**
 * {@code bench live}: what it costs to tell many WebSockets the same, here and by others. May
 * enter: whatever starts a server as a process and speaks to its port; nothing of the product's own
 * code.
 */
@NullMarked
package dev.carillon.bench.live;

import org.jspecify.annotations.NullMarked;
