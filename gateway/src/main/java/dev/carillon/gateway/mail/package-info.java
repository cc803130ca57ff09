/**
 * The routes of mail, the ledger and the unsubscribe page. Only what turns their HTTP into the mail
 * contracts may enter.
 */
@NullMarked
package dev.carillon.gateway.mail;

import org.jspecify.annotations.NullMarked;
