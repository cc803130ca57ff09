/** PostgreSQL, a MongoDB-compatible store and a mail inbox inside the launcher's process. */
@NullMarked
package dev.carillon.launcher.embedded;

import org.jspecify.annotations.NullMarked;
