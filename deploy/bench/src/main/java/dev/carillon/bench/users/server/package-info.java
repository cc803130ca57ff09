/** The servers that the product is measured against. Nothing of the measuring may enter. */
@NullMarked
package dev.carillon.bench.users.server;

import org.jspecify.annotations.NullMarked;
