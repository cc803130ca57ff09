/** The routes of what mails say and which of them go out. */
@NullMarked
package dev.carillon.gateway.policy;

import org.jspecify.annotations.NullMarked;
