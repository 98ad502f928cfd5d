package uk.redress.form;

import java.nio.charset.StandardCharsets;
import org.camunda.bpm.engine.impl.variable.serializer.PrimitiveValueSerializer;
import org.camunda.bpm.engine.impl.variable.serializer.ValueFields;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.impl.value.UntypedValueImpl;
import org.camunda.bpm.engine.variable.type.ValueType;
import org.camunda.bpm.engine.variable.value.StringValue;
import org.camunda.bpm.engine.variable.value.TypedValue;

/**
 * Stores a text that is too long for the engine's own column (4,000 characters) as bytes. To everyone who reads or
 * writes it, in Java, in an expression, at REST or in Tasklist, it is a String variable like any other.
 */
class LongText extends PrimitiveValueSerializer<StringValue> {

    private static final int LONGEST_SHORT_TEXT = 4000;

    LongText() {
        super(ValueType.STRING);
    }

    /** The name stands in the database beside each such variable: it is never changed. */
    @Override
    public String getName() {
        return "longText";
    }

    @Override
    protected boolean canWriteValue(TypedValue value) {
        return value.getValue() instanceof String text && text.length() > LONGEST_SHORT_TEXT;
    }

    @Override
    public StringValue convertToTypedValue(UntypedValueImpl value) {
        return Variables.stringValue((String) value.getValue(), value.isTransient());
    }

    @Override
    public void writeValue(StringValue value, ValueFields fields) {
        fields.setByteArrayValue(value.getValue().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public StringValue readValue(ValueFields fields, boolean asTransientValue) {
        byte[] bytes = fields.getByteArrayValue();
        return Variables.stringValue(
                bytes == null ? null : new String(bytes, StandardCharsets.UTF_8), asTransientValue);
    }
}
