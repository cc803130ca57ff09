/**
 * The product as a process, asked over HTTP, and the mail server behind it. Nothing of the product
 * is called here.
 */
@NullMarked
package dev.carillon.bench.mail.http;

import org.jspecify.annotations.NullMarked;
