/** What mails say and whether they may go out: templates, suppressions, pauses. */
@NullMarked
package dev.carillon.notifier.policy;

import org.jspecify.annotations.NullMarked;
