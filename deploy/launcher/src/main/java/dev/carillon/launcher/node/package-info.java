/**
 * The Vert.x instance of a process and the services that run on it. Cluster settings and deployment
 * order may enter, nothing of a single service.
 */
@NullMarked
package dev.carillon.launcher.node;

import org.jspecify.annotations.NullMarked;
