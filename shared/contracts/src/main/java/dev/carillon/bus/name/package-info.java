/**
 * What people call the processes of a cluster, and when they come and go. Names, and what the log
 * says of them, may enter; who serves what, and how it is asked, may not.
 */
@NullMarked
package dev.carillon.bus.name;

import org.jspecify.annotations.NullMarked;
