package io.wubdiag.cli;

import picocli.CommandLine.IVersionProvider;

/** The answer to {@code --version}. */
final class Version implements IVersionProvider {

  /** wubdiag's own version, which the build writes into the jar's manifest. */
  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  static String line() {
    return "wubdiag " + number() + " on Java " + System.getProperty("java.runtime.version");
  }

  @Override
  public String[] getVersion() {
    return new String[] {line()};
  }
}
