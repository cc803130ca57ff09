package dev.carillon.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts Carillon for the tests of a class: all services with databases and an inbox of their own,
 * on free ports, in a folder that goes afterwards. Constructors and methods take {@link Carillon}
 * as a parameter. Classes that ask for the same settings share one, which lives until the end of
 * the run; it takes some seconds to start.
 *
 * <pre>{@code
 * @WithCarillon
 * class InvoicesTest {
 *   @Test
 *   void aNewCustomerGetsAnInvoice(Carillon carillon) {
 *     Invoices invoices = new Invoices(carillon.client("invoices"));
 *     invoices.send("jo@example.com");
 *     assertThat(carillon.awaitMail("jo@example.com").subject()).isEqualTo("Your invoice");
 *   }
 * }
 * }</pre>
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(CarillonExtension.class)
public @interface WithCarillon {
  /** Settings, each {@code NAME=value}. */
  String[] value() default {};
}
