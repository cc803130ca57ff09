/**
 * A schema's rows in a file, and back into an empty one. Knows tables, sequences and versions, as
 * the catalogue has them; what the rows mean is known to their service, which may leave scripts
 * under {@code restore/<schema>}. Runs on the caller's thread: for commands, not for services.
 */
@NullMarked
package dev.carillon.store.pg.backup;

import org.jspecify.annotations.NullMarked;
