package io.tappass.audit;

/**
 * Who a record is about.
 *
 * @param org the organisation
 * @param project empty where the record is about the host as a whole
 * @param agent empty where the record is about the host as a whole
 * @param sandbox empty where the record is about the host as a whole
 * @param host the host that writes it
 */
public record RecordSubject(String org, String project, String agent, String sandbox, String host) {
  public RecordSubject {
    Identifiers.require("org", org);
    Identifiers.requireOrEmpty("project", project);
    Identifiers.requireOrEmpty("agent", agent);
    Identifiers.requireOrEmpty("sandbox", sandbox);
    Identifiers.require("host", host);
  }

  /** The host as a whole. */
  public static RecordSubject ofHost(String org, String host) {
    return new RecordSubject(org, "", "", "", host);
  }
}
