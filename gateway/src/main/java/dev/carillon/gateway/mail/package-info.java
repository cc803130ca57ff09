/** Routes of mail, the ledger and the local inbox. */
@NullMarked
package dev.carillon.gateway.mail;

import org.jspecify.annotations.NullMarked;
