/**
 * The routes of the local inbox, and the one path at which a frame shows a mail's HTML. What mails
 * hold is hostile: it leaves here as JSON, as a file to be saved, or under a policy that lets
 * nothing run.
 */
@NullMarked
package dev.carillon.gateway.inbox;

import org.jspecify.annotations.NullMarked;
