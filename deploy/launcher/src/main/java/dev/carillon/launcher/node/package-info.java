/** A Vert.x instance, alone or in a cluster, and the services on it. */
@NullMarked
package dev.carillon.launcher.node;

import org.jspecify.annotations.NullMarked;
