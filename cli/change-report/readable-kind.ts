import { kindOf } from "../terminal/resource-names";

/** The clouds' services, by the part of a type token that names them. */
const services: Readonly<Record<string, string>> = {
  "aws:rds": "RDS",
  "aws:elasticache": "ElastiCache",
  "aws:ec2": "EC2",
  "aws:vpc": "EC2",
  "gcp:sql": "Cloud SQL",
  "gcp:redis": "Memorystore",
  "gcp:servicenetworking": "Service Networking",
  "azure-native:dbforpostgresql": "Azure Database for PostgreSQL",
  "azure-native:redisenterprise": "Azure Managed Redis",
  "azure-native:network": "Azure network",
  "azure-native:privatedns": "Azure private DNS",
};

/** The kind of a resource as people say it, with the cloud's service where it belongs to one. */
export function readableKind(type: string): string {
  const [cloud = "", module = ""] = type.split(/[:/]/);
  const service = services[`${cloud}:${module}`];
  return service === undefined ? kindOf(type) : `${service} ${kindOf(type)}`;
}
