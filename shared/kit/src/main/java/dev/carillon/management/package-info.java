/**
 * The operator's port of a process: liveness, readiness, metrics, and this process's answer about
 * its tasks. Only what says how the process is may enter; nothing here serves users or knows a
 * service.
 */
@NullMarked
package dev.carillon.management;

import org.jspecify.annotations.NullMarked;
