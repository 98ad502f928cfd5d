package uk.redress.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import uk.redress.policy.EngineClock;

/** Takes a backup of the embedded database while Redress runs. */
@Component
public class Backup {

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'redress-'yyyy-MM-dd-HHmmss-SSS'.zip'");

    private final Optional<EmbeddedDatabase.Settings> embedded;
    private final JdbcClient database;
    private final EngineClock clock;

    Backup(
            ObjectProvider<EmbeddedDatabase> embedded,
            EmbeddedDatabase.Settings settings,
            JdbcClient database,
            EngineClock clock) {
        this.embedded = embedded.stream().findAny().map(used -> settings);
        this.database = database;
        this.clock = clock;
    }

    /** Whether Redress keeps its own database; another one is backed up by its own means. */
    public boolean isPossible() {
        return embedded.isPresent();
    }

    /**
     * Writes all that is committed to a ZIP file in the folder {@code backup} of the data folder. To restore it, stop
     * Redress and unpack the file over the data folder.
     *
     * @return the file
     * @throws IllegalStateException if Redress does not keep its own database
     * @throws UncheckedIOException if the folder cannot be made
     */
    public Path take() {
        Path data = embedded.orElseThrow(() -> new IllegalStateException("The database is not the embedded one."))
                .data();
        try {
            Path folder =
                    Files.createDirectories(data.toAbsolutePath().normalize().resolve("backup"));
            Path file = folder.resolve(NAME.format(LocalDateTime.now(clock)));
            database.sql("BACKUP TO ?").param(file.toString()).update();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("The folder for backups cannot be made in " + data, e);
        }
    }
}
