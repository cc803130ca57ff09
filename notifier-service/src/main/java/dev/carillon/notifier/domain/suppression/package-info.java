/**
 * Who gets no mail: the port, and the signed links with which recipients say so. No SQL, no HTTP.
 */
@NullMarked
package dev.carillon.notifier.domain.suppression;

import org.jspecify.annotations.NullMarked;
