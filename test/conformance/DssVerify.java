import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What EU DSS says of each file, one line of JSON per file. Started as: java -cp 'LIB/*' DssVerify.java anchor.pem FILE…
 * Nothing is asked of the network, so revocation is never known here.
 */
public class DssVerify {
  public static void main(String[] arguments) {
    CertificateToken anchor = DSSUtils.loadCertificate(new File(arguments[0]));
    for (int i = 1; i < arguments.length; i++) System.out.println(verify(arguments[i], anchor));
  }

  private static String verify(String file, CertificateToken anchor) {
    try {
      CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
      anchors.addCertificate(anchor);
      CommonCertificateVerifier verifier = new CommonCertificateVerifier();
      verifier.setTrustedCertSources(anchors);
      SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
      validator.setCertificateVerifier(verifier);
      Reports reports = validator.validateDocument();
      List<String> signatures = reports.getDiagnosticData().getSignatures().stream()
          .map(signature -> describe(signature, reports.getSimpleReport())).toList();
      return object("file", text(file), "error", "null", "signatures", "[" + String.join(",", signatures) + "]");
    } catch (RuntimeException unreadable) {
      return object("file", text(file), "error", text(unreadable.toString()), "signatures", "[]");
    }
  }

  private static String describe(SignatureWrapper signature, SimpleReport report) {
    String id = signature.getId();
    List<String> changes = signature.getPDFRevision().getPdfUndefinedChanges().stream()
        .map(change -> change.getAction() + " " + change.getType() + " " + change.getValue()).toList();
    return object(
        "format", text(String.valueOf(report.getSignatureFormat(id))),
        "indication", text(String.valueOf(report.getIndication(id))),
        "subIndication", text(String.valueOf(report.getSubIndication(id))),
        "intact", String.valueOf(signature.isSignatureIntact() && signature.isSignatureValid()),
        "errors", messages(report.getAdESValidationErrors(id)),
        "warnings", messages(report.getAdESValidationWarnings(id)),
        "undefinedChanges", texts(changes));
  }

  private static String messages(List<Message> messages) {
    return texts(messages.stream().map(Message::getValue).toList());
  }

  private static String texts(List<String> values) {
    return values.stream().map(DssVerify::text).collect(Collectors.joining(",", "[", "]"));
  }

  private static String object(String... keysAndValues) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < keysAndValues.length; i += 2)
      json.append(i == 0 ? "" : ",").append(text(keysAndValues[i])).append(":").append(keysAndValues[i + 1]);
    return json.append("}").toString();
  }

  private static String text(String value) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : value.toCharArray())
      json.append(c == '"' || c == '\\' ? "\\" + c : c < ' ' || c > '~' ? String.format("\\u%04x", (int) c) : String.valueOf(c));
    return json.append('"').toString();
  }
}
