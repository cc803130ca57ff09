/**
 * A mail inbox that delivers to nobody: it takes mail by SMTP, keeps it as files and answers the
 * contracts of the local inbox. Everything that arrives is taken for hostile; whatever can be made
 * to grow from outside has a bound here.
 */
@NullMarked
package dev.carillon.embedded.inbox;

import org.jspecify.annotations.NullMarked;
