/** {@code carillon bench size}: what users wait for when there are millions of old mails. */
@NullMarked
package dev.carillon.bench.size;

import org.jspecify.annotations.NullMarked;
