/** What holds mail back: throttles, servers that are paused or limited, windows, holds. */
@NullMarked
package dev.carillon.contract.flow;

import org.jspecify.annotations.NullMarked;
