/** PostgreSQL, a MongoDB-compatible store and a mail inbox inside the launcher's process. */
@NullMarked
package dev.carillon.embedded;

import org.jspecify.annotations.NullMarked;
