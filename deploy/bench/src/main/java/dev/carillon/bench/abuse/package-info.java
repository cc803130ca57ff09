/**
 * {@code carillon abuse}: attacks a running product from outside and says which bounds it keeps.
 * Only the command stands here; attacks, wires and what is seen of the product have rooms below.
 */
@NullMarked
package dev.carillon.bench.abuse;

import org.jspecify.annotations.NullMarked;
