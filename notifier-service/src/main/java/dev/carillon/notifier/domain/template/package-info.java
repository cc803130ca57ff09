/** Templates: the port to their tables, and their rendering. Pure: data in, text out. */
@NullMarked
package dev.carillon.notifier.domain.template;

import org.jspecify.annotations.NullMarked;
