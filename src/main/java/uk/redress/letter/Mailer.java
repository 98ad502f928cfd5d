package uk.redress.letter;

import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import uk.redress.policy.EngineClock;
import uk.redress.policy.Policy;

/** Hands letters to the mail server, if there is one. */
@Component
class Mailer {

    private static final Logger LOG = LoggerFactory.getLogger(Mailer.class);

    private final JavaMailSenderImpl server;
    private final Clock clock;
    // The disk can be full at the very moment at which a mail was accepted; it must not go out again for that.
    private final Map<String, Delivery> unrecorded = new ConcurrentHashMap<>();

    Mailer(ObjectProvider<JavaMailSenderImpl> server, EngineClock clock) {
        this.server = server.getIfAvailable();
        this.clock = clock;
    }

    /** Whether a mail server is configured ({@code spring.mail.host}). */
    boolean isConfigured() {
        return server != null && StringUtils.hasText(server.getHost());
    }

    /** How messages name the mail server. */
    String serverName() {
        return server.getPort() > 0 ? server.getHost() + ":" + server.getPort() : server.getHost();
    }

    /**
     * What the mail server did with a letter.
     *
     * @param acceptedAt when it took the letter for its addressee, or for some of the colleagues; null if it did not
     * @param refusal why it will not take it for the addressee, or for some of the colleagues; null if it did
     * @param copyRefusal why it will not take the copy; null if it did, or there is none
     */
    record Delivery(Instant acceptedAt, String refusal, String copyRefusal) {}

    /**
     * Offers a letter to the mail server: to the addressee and, where there is a copy by email, to the complainant. What
     * the server has accepted is remembered, and not offered again, until {@link #recorded} says that it is on record.
     *
     * @throws MailException if the server could not be reached or would not take the letter for now
     */
    Delivery send(Letter letter, Policy policy) {
        Delivery earlier = unrecorded.get(letter.id());
        if (earlier != null) {
            return earlier;
        }
        Delivery delivery = offer(letter, policy);
        if (delivery.acceptedAt != null) {
            unrecorded.put(letter.id(), delivery);
        }
        return delivery;
    }

    /** Whether the server has accepted a letter and that is not on record yet. */
    boolean hasUnrecorded(String letterId) {
        return unrecorded.containsKey(letterId);
    }

    /** What became of a letter is on record. */
    void recorded(String letterId) {
        unrecorded.remove(letterId);
    }

    private Delivery offer(Letter letter, Policy policy) {
        List<InternetAddress> to = new ArrayList<>();
        List<String> refusals = new ArrayList<>();
        List<String> addresses =
                letter.isNotice() ? List.of(letter.email().split(Recipients.SEPARATOR)) : List.of(letter.email());
        for (String address : addresses) {
            try {
                to.add(new InternetAddress(address, true));
            } catch (AddressException invalid) {
                refusals.add(isNone(address));
            }
        }
        InternetAddress copy = null;
        String copyRefusal = null;
        if (letter.copyEmail() != null) {
            try {
                copy = new InternetAddress(letter.copyEmail(), true);
            } catch (AddressException invalid) {
                copyRefusal = isNone(letter.copyEmail());
            }
        }
        while (!to.isEmpty()) {
            try {
                server.send(message(letter, policy, to, copy));
                return accepted(refusals, copyRefusal);
            } catch (MailSendException e) {
                if (e.getFailedMessages().isEmpty()) {
                    // Only the good-bye failed, after the server had accepted the letter.
                    LOG.warn("{} was accepted, but the mail server ended badly.", letter.title(), e);
                    return accepted(refusals, copyRefusal);
                }
                // One refused address keeps the server from taking it for any.
                Map<String, String> refused = refusals(e);
                List<InternetAddress> lost = to.stream()
                        .filter(address -> refused.containsKey(address.getAddress()))
                        .toList();
                boolean copyLost = copy != null && refused.containsKey(copy.getAddress());
                if (lost.isEmpty() && !copyLost) {
                    throw e;
                }
                to.removeAll(lost);
                for (InternetAddress address : lost) {
                    String whose = letter.isNotice() ? address.getAddress() + ": " : "";
                    refusals.add(whose + refused.get(address.getAddress()));
                }
                if (copyLost) {
                    copyRefusal = refused.get(copy.getAddress());
                    copy = null;
                }
            }
        }
        return new Delivery(null, String.join("; ", refusals), null);
    }

    private Delivery accepted(List<String> refusals, String copyRefusal) {
        // To the millisecond, as the engine keeps its dates.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return new Delivery(now, refusals.isEmpty() ? null : String.join("; ", refusals), copyRefusal);
    }

    private static String isNone(String address) {
        return "\"" + address + "\" is no email address";
    }

    private MimeMessage message(Letter letter, Policy policy, List<InternetAddress> to, InternetAddress copy) {
        String mailbox = policy.contact().mailbox();
        MimeMessage message = server.createMimeMessage();
        try {
            // Spring keeps a Message-ID that is set, so a second try carries the same and can be told by it.
            message.setHeader(
                    "Message-ID", "<" + letter.id() + "@" + mailbox.substring(mailbox.indexOf('@') + 1) + ">");
            message.setHeader("Auto-Submitted", "auto-generated");
            InternetAddress us = new InternetAddress(mailbox, policy.name(), StandardCharsets.UTF_8.name());
            message.setFrom(us);
            message.setReplyTo(new InternetAddress[] {us});
            message.setRecipients(MimeMessage.RecipientType.TO, to.toArray(InternetAddress[]::new));
            if (copy != null) {
                message.setRecipient(MimeMessage.RecipientType.CC, copy);
            }
            message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
            message.setSentDate(Date.from(clock.instant()));
            MimeBodyPart text = new MimeBodyPart();
            text.setText(letter.text(), StandardCharsets.UTF_8.name());
            MimeBodyPart html = new MimeBodyPart();
            html.setText(letter.html(), StandardCharsets.UTF_8.name(), "html");
            // The last alternative is the one that a reader who can show both shows.
            message.setContent(new MimeMultipart("alternative", text, html));
            return message;
        } catch (MessagingException | UnsupportedEncodingException e) {
            throw new LetterException(letter.title() + " cannot be made into a mail: " + e.getMessage(), e);
        }
    }

    /** Why the server will never take it for an address, by address. */
    private static Map<String, String> refusals(MailSendException e) {
        Map<String, String> refusals = new HashMap<>();
        for (Exception failure : e.getFailedMessages().values()) {
            Exception next = failure;
            while (next instanceof MessagingException messaging) {
                if (messaging instanceof SMTPAddressFailedException refusal && isForGood(refusal)) {
                    refusals.put(
                            refusal.getAddress().getAddress(),
                            refusal.getMessage().strip());
                }
                next = messaging.getNextException();
            }
        }
        return refusals;
    }

    // A refusal of ourselves (503, 530, x.7.x, relaying) is for whoever runs the mail server to mend, not the address's
    // fault.
    private static boolean isForGood(SMTPAddressFailedException refusal) {
        int code = refusal.getReturnCode();
        String words = refusal.getMessage().toLowerCase(Locale.ROOT);
        return code >= 500 && code != 503 && code != 530 && !words.contains(" 5.7.") && !words.contains("relay");
    }

    /** What the mail server said last, or why it could not be asked. */
    static String reason(MailException e) {
        Throwable cause = e;
        if (e instanceof MailSendException send && send.getMessageExceptions().length > 0) {
            cause = send.getMessageExceptions()[0];
        }
        while (cause.getCause() != null && !(cause instanceof SendFailedException)) {
            cause = cause.getCause();
        }
        if (cause instanceof SendFailedException failed && failed.getNextException() != null) {
            cause = failed.getNextException();
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.strip().replaceAll("\\s+", " ");
    }
}
