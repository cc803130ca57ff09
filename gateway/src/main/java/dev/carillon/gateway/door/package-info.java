/**
 * What happens to every request before any route sees it: what HTTP itself forbids is refused, the
 * request gets its trace id, the answer its standing headers. Nothing that needs a key may enter.
 */
@NullMarked
package dev.carillon.gateway.door;

import org.jspecify.annotations.NullMarked;
