/**
 * All contracts and topics in one list, for those who must know of every one: the bridges of the
 * gateway, the generated pages, tests. The constants themselves stand in the packages of their
 * areas.
 */
@NullMarked
package dev.carillon.contract.catalogue;

import org.jspecify.annotations.NullMarked;
