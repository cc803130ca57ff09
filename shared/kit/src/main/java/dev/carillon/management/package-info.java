/** The operator's port: liveness, readiness, metrics. */
@NullMarked
package dev.carillon.management;

import org.jspecify.annotations.NullMarked;
