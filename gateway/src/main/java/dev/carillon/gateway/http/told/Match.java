package dev.carillon.gateway.http.told;

/** Whether a route reads {@code If-Match}. */
public enum Match {
  /** It does not. */
  NONE,
  /** It does where it is given. */
  OPTIONAL,
  /** It refuses a request without it. */
  NEEDED
}
