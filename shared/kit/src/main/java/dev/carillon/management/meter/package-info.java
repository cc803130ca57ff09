/**
 * What the meters of all services have in common: labels of which there are only so many, and the
 * figures of the process itself. Nothing that one service alone knows may enter.
 */
@NullMarked
package dev.carillon.management.meter;

import org.jspecify.annotations.NullMarked;
