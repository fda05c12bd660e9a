import {Component} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useSpecialData} from "@web/views/fields/relational_utils";

const SPECIFICATION = {
    display_name: 1,
    description: 1,
    channel_names: 1,
    list_names: 1,
};
let nextId = 0;

/** The systems that data can come from, as cards with what is known of each. */
export class SystemsField extends Component {
    static template = "crm_case_migration.SystemsField";
    static props = {...standardFieldProps};

    setup() {
        this.id = `case_migration_systems_${nextId++}`;
        this.systems = useSpecialData(async (orm, props) => {
            const {relation} = props.record.fields[props.name];
            const {records} = await orm.call(relation, "web_search_read", [], {
                domain: [],
                specification: SPECIFICATION,
            });
            return records;
        });
    }

    get chosen() {
        return this.props.record.data[this.props.name].id;
    }

    choose({id, display_name}) {
        this.props.record.update({[this.props.name]: {id, display_name}});
    }
}

registry.category("fields").add("case_migration_systems", {
    component: SystemsField,
    supportedTypes: ["many2one"],
});
