/** Lines of templates with a load balancer, as teams write them by hand; resources are indented by two. */

export const balancer = (type = 'application') => `
  Balancer: { Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: { Type: ${type}, Subnets: [a, b] } }
  Blue: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, TargetType: ip } }
  Green: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Port: 80, TargetType: ip } }
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      DefaultActions:
        - Type: forward
          ForwardConfig: { TargetGroups: [{ TargetGroupArn: !Ref Blue, Weight: 1 }, { TargetGroupArn: !Ref Green, Weight: 0 }] }`;

/** An alarm on a metric of the target groups. */
export const alarm = (name: string, metric: string, group: string, more: string) => `
  ${name}:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: ${name}
      Namespace: AWS/ApplicationELB
      MetricName: ${metric}
      Dimensions:
        - { Name: TargetGroup, Value: !GetAtt ${group}.TargetGroupFullName }
        - { Name: LoadBalancer, Value: !GetAtt Balancer.LoadBalancerFullName }
      Period: 60
      EvaluationPeriods: 1
      ${more}`;

export const errors = (group: string) =>
  alarm(
    `${group}Errors`,
    'HTTPCode_Target_5XX_Count',
    group,
    'Statistic: Sum\n      Threshold: 5\n      ComparisonOperator: GreaterThanThreshold\n      TreatMissingData: notBreaching',
  );

export const task = `
  Cluster: { Type: AWS::ECS::Cluster }
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: { Family: web, ContainerDefinitions: [{ Name: web, Image: nginx, PortMappings: [{ ContainerPort: 80 }] }] }`;

/** A service of ECS' own controller; `deployment` are lines of its DeploymentConfiguration. */
export const service = (deployment: string) => `
  Service:
    Type: AWS::ECS::Service
    DependsOn: Listener
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref Task
      DesiredCount: 3
      LoadBalancers:
        - ContainerName: web
          ContainerPort: 80
          TargetGroupArn: !Ref Blue
          AdvancedConfiguration: { AlternateTargetGroupArn: !Ref Green, ProductionListenerRule: !Ref Listener }
      DeploymentConfiguration:
${deployment.replaceAll(/^/gm, '        ')}`;

/** Servers behind the load balancer, and how CodeDeploy takes them. */
export const servers = (count: number, minimum: string) => `
  Fleet:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties: { MinSize: '${count}', MaxSize: '${count}', VPCZoneIdentifier: [a, b], TargetGroupARNs: [!Ref Blue] }
  App: { Type: AWS::CodeDeploy::Application, Properties: { ComputePlatform: Server } }
  Config: { Type: AWS::CodeDeploy::DeploymentConfig, Properties: { ComputePlatform: Server, MinimumHealthyHosts: ${minimum} } }
  Group:
    Type: AWS::CodeDeploy::DeploymentGroup
    Properties:
      ApplicationName: !Ref App
      ServiceRoleArn: arn:aws:iam::123456789012:role/deploy
      DeploymentConfigName: !Ref Config
      AutoScalingGroups: [!Ref Fleet]
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: !Ref BlueErrors }] }
      AutoRollbackConfiguration: { Enabled: true, Events: [DEPLOYMENT_FAILURE, DEPLOYMENT_STOP_ON_ALARM] }`;
