/** What goes to live clients. */
@NullMarked
package dev.carillon.contract.live;

import org.jspecify.annotations.NullMarked;
