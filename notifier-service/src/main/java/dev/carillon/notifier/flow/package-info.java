/** What holds mail back, as the service answers it. */
@NullMarked
package dev.carillon.notifier.flow;

import org.jspecify.annotations.NullMarked;
